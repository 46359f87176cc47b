#!/usr/bin/env node
/** The executable: checks the version of Node and enables its compile cache before anything else is loaded. */
import module from 'node:module'
import './parent-process.js'
import { unsupportedNode } from '../config/process-environment.js'

const problem = unsupportedNode()
if (problem) {
  console.error(problem)
  process.exit(2)
}

// Node 20 has no compile cache. A cache folder that is not writable is still read.
(module as { enableCompileCache?: () => void }).enableCompileCache?.()

const { command } = await import('./command.js')
process.exitCode = await command(process.argv.slice(2))
