// The part of the WebAssembly global that natmod uses, declared here because the DOM library is kept out of the build.
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean });
    readonly buffer: ArrayBuffer;
  }
}
