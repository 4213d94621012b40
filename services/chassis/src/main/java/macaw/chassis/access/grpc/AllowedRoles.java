package macaw.chassis.access.grpc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stands on each method of a gRPC service: who may call it. An own annotation rather than {@code @RolesAllowed}, which would put a second,
 * HTTP-minded interceptor around streaming calls.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AllowedRoles {
    /** Some of {@link macaw.chassis.access.Roles}. */
    String[] value();
}
