/** Objects, right and wrong, that a real API server and the sandbox are asked to create. */
import type { Case } from './case.testkit.ts';
import { ACCESS, DATA } from './data-cases.testkit.ts';
import { LIMITS } from './limit-cases.testkit.ts';
import { METADATA } from './metadata-cases.testkit.ts';
import { NETWORK } from './network-cases.testkit.ts';
import { SCALING } from './scaling-cases.testkit.ts';
import { SERVICES } from './service-cases.testkit.ts';

export const CASES: readonly Case[] = [...METADATA, ...SERVICES, ...DATA, ...ACCESS, ...LIMITS, ...NETWORK, ...SCALING];
