/** How amounts of resources are completed. */
import { isObject, type JsonObject } from '../../api/object.ts';
import type { Container, Quantities } from './pod-spec.ts';

/** Servers keep no more than thousandths. */
export function roundUp({ limits, requests }: { limits?: unknown; requests?: unknown }): void {
  if (isObject(limits)) roundAmounts(limits);
  if (isObject(requests)) roundAmounts(requests);
}

export function roundAmounts(amounts: JsonObject): void {
  for (const name in amounts) {
    const amount = String(amounts[name]);
    const unit = amount.charAt(amount.length - 1);
    if (unit === 'u' || unit === 'n') amounts[name] = rounded(amount.slice(0, -1), unit);
  }
}

/** Only for pods: a template's requests stay as they are. */
export function requestLimits(container: Container): void {
  const limits = container.resources?.limits;
  if (!container.resources || !limits) return;
  const requests: Quantities = container.resources.requests ?? {};
  for (const name in limits) requests[name] ??= limits[name] ?? '0';
  if (Object.keys(requests).length > 0) container.resources.requests = requests;
}

function rounded(digits: string, unit: 'u' | 'n'): string {
  const parts = unit === 'u' ? 1e3 : 1e6;
  const thousandths = Math.ceil(Math.abs(Number(digits)) / parts) * Math.sign(Number(digits));
  return thousandths % 1000 === 0 ? String(thousandths / 1000) : `${thousandths}m`;
}
