'use strict';

// Node has read it already: this process is measured, and what it starts is not, which may have nowhere to write to.
delete process.env.NODE_V8_COVERAGE;
