export { type BuildEvent, type BuildOptions, type BuildResult, buildProject } from './build.js';
export { type Compiler, type CompilerFacts, commandWords, findCompilers, namedCompiler } from './compilers.js';
export { type Checkup, examine } from './doctor.js';
export type { BuildHost, Finished } from './host.js';
export { isModuleName, type Project, readProject, type Settings, sourcesProject } from './project.js';
export { projectSchema } from './project-json.js';
export { projectTemplate } from './template.js';
export { afterInstall, installCommand, ONLY_BY_NAME, type System, TOOLCHAINS } from './toolchains.js';
