/** Answers in YAML for those who ask for it. */
import { yamlText } from '../../kube/yaml-text.ts';
import type { WholeAnswer } from './answer.ts';
import type { ApiRequest } from './call.ts';
import { isYamlWanted } from './media.ts';

export function inForm({ headers }: ApiRequest, answer: WholeAnswer): WholeAnswer {
  const isJson = answer.headers['content-type'] === 'application/json';
  if (!isJson || typeof answer.body !== 'string' || !isYamlWanted(headers['accept'])) return answer;
  const type = { 'content-type': 'application/yaml' };
  return { ...answer, headers: { ...answer.headers, ...type }, body: yamlText(JSON.parse(answer.body)) };
}
