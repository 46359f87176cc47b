/** Bundles the benchmark and its references with the options of the package. */
import { bundle } from '../scripts/bundle.js'

await bundle({
  entryPoints: ['main', 'load', 'stream-readers', 'event-loop-delay', 'references/bare-fastify', 'references/bare-fastify-cold', 'references/svg-scene', 'references/draw-and-encode'].map(name => `bench/${name}.ts`),
  outdir: 'bench/dist',
  external: ['sharp']
})
