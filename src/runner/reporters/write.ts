/** Where a reporter writes to. */
export type Write = (text: string) => void;
