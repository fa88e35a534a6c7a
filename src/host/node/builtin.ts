/**
 * Loads one of Node's own modules at the moment of the call. Some take longer to load than a short script runs: what few
 * scripts need is not imported.
 */
export function builtin<Module>(name: `node:${string}`): Module {
  // before Node 20.16 only the bundle can do this, which is CommonJS
  const { getBuiltinModule } = process;
  return (typeof getBuiltinModule === "function" ? getBuiltinModule(name) : require(name)) as Module;
}
