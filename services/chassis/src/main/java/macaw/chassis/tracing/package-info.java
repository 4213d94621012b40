/**
 * Spans: what was done for one request or one rollout, in which service, from when to when. Plain Java; who sends them where is the adapters'
 * part ({@code otel}), and without them everything here does nothing.
 */
@NullMarked
package macaw.chassis.tracing;

import org.jspecify.annotations.NullMarked;
