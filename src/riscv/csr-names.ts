// Names of the control and status registers, as the privileged specification and objdump print them.
// A run is the number of its first register and the names of consecutive ones; `name3..31` counts.

const RUNS = `
0x001 fflags frm fcsr
0x008 vstart vxsat vxrm
0x00f vcsr
0x015 seed
0x100 sstatus
0x104 sie stvec scounteren
0x10a senvcfg
0x10c sstateen0..3
0x114 sieh
0x140 sscratch sepc scause stval sip
0x14d stimecmp
0x150 siselect sireg
0x154 siph
0x15c stopei stimecmph
0x180 satp
0x200 vsstatus
0x204 vsie vstvec
0x214 vsieh
0x240 vsscratch vsepc vscause vstval vsip
0x24d vstimecmp
0x250 vsiselect vsireg
0x254 vsiph
0x25c vstopei vstimecmph
0x280 vsatp
0x300 mstatus misa medeleg mideleg mie mtvec mcounteren
0x308 mvien mvip menvcfg
0x30c mstateen0..3 mstatush
0x313 midelegh mieh
0x318 mvienh mviph menvcfgh
0x31c mstateen0..3h mcountinhibit
0x323 mhpmevent3..31 mscratch mepc mcause mtval mip
0x34a mtinst mtval2
0x350 miselect mireg
0x354 miph
0x35c mtopei
0x3a0 pmpcfg0..15 pmpaddr0..63
0x5a8 scontext
0x600 hstatus
0x602 hedeleg hideleg hie htimedelta hcounteren hgeie hvien hvictl henvcfg
0x60c hstateen0..3
0x613 hidelegh
0x615 htimedeltah
0x618 hvienh
0x61a henvcfgh
0x61c hstateen0..3h
0x643 htval hip hvip hviprio1 hviprio2
0x64a htinst
0x655 hviph hviprio1h hviprio2h
0x680 hgatp
0x6a8 hcontext
0x723 mhpmevent3..31h
0x747 mseccfg
0x757 mseccfgh
0x7a0 tselect tdata1..3 tinfo tcontrol
0x7a8 mcontext
0x7aa mscontext
0x7b0 dcsr dpc dscratch0 dscratch1
0xb00 mcycle
0xb02 minstret mhpmcounter3..31
0xb80 mcycleh
0xb82 minstreth mhpmcounter3..31h
0xc00 cycle time instret hpmcounter3..31 vl vtype vlenb
0xc80 cycleh timeh instreth hpmcounter3..31h
0xda0 scountovf
0xdb0 stopi
0xe12 hgeip
0xeb0 vstopi
0xf11 mvendorid marchid mimpid mhartid mconfigptr
0xfb0 mtopi
`;

/** CSR name by number. */
export const CSR_NAMES: ReadonlyMap<number, string> = new Map(RUNS.trim().split('\n').flatMap(parseRun));

/** CSR number by name. */
export const CSR_NUMBERS: ReadonlyMap<string, number> = new Map([...CSR_NAMES].map(([number, name]) => [name, number]));

function parseRun(line: string): [number, string][] {
  const [first, ...words] = line.split(' ');
  const names = words.flatMap((word) => {
    const counted = /^(\D+)(\d+)\.\.(\d+)(h?)$/.exec(word);
    if (!counted) return [word];
    const [, prefix, from, to, suffix] = counted;
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => `${prefix}${Number(from) + i}${suffix}`);
  });
  return names.map((name, i) => [Number(first) + i, name]);
}
