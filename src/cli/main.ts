#!/usr/bin/env node
/** The executable: refuses a Node that is too old, then turns on Node's compile cache, before all the rest is loaded. */
import module from 'node:module'
import './parent-process.js'
import { unsupportedNode } from '../config/supported-node.js'

const problem = unsupportedNode()
if (problem) {
  console.error(problem)
  process.exit(2)
}

// Node 20 has none. A folder that cannot be written is read as far as it goes.
(module as { enableCompileCache?: () => void }).enableCompileCache?.()

const { command } = await import('./command.js')
process.exitCode = await command(process.argv.slice(2))
