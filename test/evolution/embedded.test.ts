import { openEmbeddedClient } from '../support/embedded-client.ts';
import { describeEvolution } from './suite.ts';

describeEvolution(openEmbeddedClient);
