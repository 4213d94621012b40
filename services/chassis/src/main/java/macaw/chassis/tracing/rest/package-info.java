/** Requests over HTTP as spans. */
@NullMarked
package macaw.chassis.tracing.rest;

import org.jspecify.annotations.NullMarked;
