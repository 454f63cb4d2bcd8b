/** Objects without their undefined fields, for those who tell an absent field from an undefined one. Pure. */

export function present<T extends object>(fields: { readonly [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
