/** The label that tells pods of one template from those of all others. */
export const HASH_LABEL = 'rollouts-pod-template-hash';
