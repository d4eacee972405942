export { ByteRing } from './byte-ring.js';
export {
  A0,
  type BudgetHandler,
  type CallTracer,
  type Cpu,
  type CpuDebugger,
  type CpuFeatures,
  type CpuObserver,
  type ExecutionCounts,
  GATE_BASE,
  GATE_SIZE,
  type GateHandler,
  type InstructionCounts,
  RA,
  RETURN_GATE,
  SP,
} from './cpu.js';
export {
  type FaultKind,
  GuestFault,
  type GuestFrame,
  GuestStop,
  GuestTimeout,
  type NativeFrame,
  type PythonFrame,
  type RegisterCopy,
} from './fault.js';
export { GuestMemory, RAM_BASE } from './memory.js';
