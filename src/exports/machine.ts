// `natmod/machine`: the memory and the processor of a board, as `board.cpu` gives them.
export { type Cpu, type CpuFeatures, type FaultKind, GuestFault, GuestMemory, RAM_BASE } from '../machine/index.js';
