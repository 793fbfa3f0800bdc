/**
 * `npm start`: the product as its user sees it. Until the desktop stands that is the sidecar, in this very process; the flags
 * and the exit code are the sidecar's.
 */
import '../sidecar/main.ts';
