// Entry of the worker in which a guest runs. Nothing here touches the terminal: output and result go to the main thread.
import { WorkerSide } from '../node/index.js';
import { callOnBoard } from './call-on-board.js';
import type { CallRequest } from './guest-request.js';

const side = new WorkerSide<CallRequest>();
side.finish(callOnBoard(side.data, side));
