// Entries 5-8, 12, 13, 41, 42: globals and locals (native-abi.md 2.2).

import {
  deleteGlobal,
  deleteName,
  loadBuildClass,
  loadGlobal,
  loadName,
  storeGlobal,
  storeName,
  swapGlobals,
} from '../../core/names.js';
import type { AbiFunctions } from './types.js';

export const names: AbiFunctions = {
  swap_globals: swapGlobals,
  load_name: loadName,
  load_global: loadGlobal,
  load_build_class: loadBuildClass,
  store_name: storeName,
  store_global: storeGlobal,
  delete_name: deleteName,
  delete_global: deleteGlobal,
};
