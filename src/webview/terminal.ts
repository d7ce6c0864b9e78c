import { XtermScreen } from './terminal/xtermScreen';

customElements.define('terminal-screen', XtermScreen);
