// Xtensa with the call0 ABI: ESP8266. One image for code and constants.
import { xtensaFamily } from './xtensa-family.js';

export const xtensa = xtensaFamily({ name: 'xtensa', abi: 'call0', separateRodata: false });
