/** Spans by OpenTelemetry's SDK, sent over OTLP. */
@NullMarked
package macaw.chassis.tracing.otel;

import org.jspecify.annotations.NullMarked;
