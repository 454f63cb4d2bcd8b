/** Property tests use the same random objects in every run, unless SLUICE_SEED names another seed or `random`. */
import fc from 'fast-check';

const { SLUICE_SEED = '1' } = process.env;

if (SLUICE_SEED !== 'random') fc.configureGlobal({ seed: Number(SLUICE_SEED) });
