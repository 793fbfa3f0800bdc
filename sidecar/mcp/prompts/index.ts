/** All prompts, in the order in which they are listed. */
import { designTopicNamespace } from './design-topic-namespace.ts';
import { diagnoseSilentDevice } from './diagnose-silent-device.ts';
import type { Prompt } from './prompt.ts';
import { summarizeTopicTree } from './summarize-topic-tree.ts';

export const PROMPTS: readonly Prompt[] = [diagnoseSilentDevice, summarizeTopicTree, designTopicNamespace];
