import './agentsWindow.css';
import './agents/listBar.css';
import { AgentsWindow } from './agents/agentsWindow';
import { ChatComposer } from './agents/chatComposer';
import { InboxEntry } from './agents/inboxEntry';
import { MarkMenu } from './agents/markMenu';
import { OutputText } from './agents/outputText';
import { PlanCard } from './agents/planCard';
import { RequestCard } from './agents/requestCard';
import { TranscriptLog } from './agents/transcriptLog';

customElements.define('plan-card', PlanCard);
customElements.define('request-card', RequestCard);
customElements.define('inbox-entry', InboxEntry);
customElements.define('chat-composer', ChatComposer);
customElements.define('output-text', OutputText);
customElements.define('transcript-log', TranscriptLog);
customElements.define('mark-menu', MarkMenu);
customElements.define('agents-window', AgentsWindow);
