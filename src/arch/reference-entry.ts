// Where most architectures' reference links go wrong with the jump to mpy_init (linker.md section 16, Q1).

export const firstSectionOnly = (isFirst: boolean): string | undefined =>
  isFirst ? undefined : 'mpy_init that is not in the first section';
