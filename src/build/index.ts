export { type BuildEvent, type BuildOptions, type BuildResult, buildProject } from './build.js';
export { type Compiler, type CompilerFacts, commandWords, findCompilers, namedCompiler } from './compilers.js';
export { type Checkup, examine } from './doctor.js';
export type { BuildHost, Finished } from './host.js';
export {
  isModuleName,
  type Project,
  readProject,
  type Settings,
  SOURCE_KINDS,
  sourceKind,
  sourcesProject,
} from './project.js';
export { PROJECT_FILE, projectSchema } from './project-json.js';
export { projectTemplate } from './template.js';
export {
  afterInstall,
  FLOAT_IMPLS,
  installCommand,
  ONLY_BY_NAME,
  SYSTEMS,
  type System,
  TOOLCHAINS,
} from './toolchains.js';
