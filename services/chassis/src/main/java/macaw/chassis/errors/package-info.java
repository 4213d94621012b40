/** One coded error, three shapes: RFC 9457 problem details on REST, a gRPC status with its code, and back from gRPC to the coded error. */
@NullMarked
package macaw.chassis.errors;

import org.jspecify.annotations.NullMarked;
