package macaw.chassis.access.grpc;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.quarkus.arc.ClientProxy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import macaw.chassis.access.PublicRoutes;
import macaw.chassis.access.Roles;
import org.jspecify.annotations.Nullable;

/** Which roles may call which RPC: full method name to roles, read from {@link AllowedRoles} once. */
@ApplicationScoped
public class RpcRoleTable {
    private static final Set<String> REFLECTION = Set.of(
            "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");

    private final Map<String, Set<String>> roles;
    private final PublicRoutes publicRoutes;

    RpcRoleTable(@Any Instance<BindableService> services, PublicRoutes publicRoutes) {
        var table = new TreeMap<String, Set<String>>();
        for (BindableService service : services) {
            for (var method : service.bindService().getMethods()) {
                MethodDescriptor<?, ?> rpc = method.getMethodDescriptor();
                table.put(
                        rpc.getFullMethodName(),
                        annotated(ClientProxy.unwrap(service).getClass(), rpc));
            }
        }
        REFLECTION.forEach(rpc -> table.put(rpc, Roles.ALL));
        this.roles = Collections.unmodifiableMap(table);
        this.publicRoutes = publicRoutes;
    }

    private static Set<String> annotated(Class<?> implementation, MethodDescriptor<?, ?> rpc) {
        String name = rpc.getBareMethodName() == null ? "" : rpc.getBareMethodName();
        String method = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        for (@Nullable Class<?> type = implementation; type != null; type = type.getSuperclass()) {
            Optional<AllowedRoles> found = Arrays.stream(type.getDeclaredMethods())
                    .filter(candidate -> candidate.getName().equals(method))
                    .map(RpcRoleTable::allowed)
                    .flatMap(Optional::stream)
                    .findFirst();
            if (found.isPresent()) {
                return Set.of(found.get().value());
            }
        }
        return Set.of();
    }

    private static Optional<AllowedRoles> allowed(Method method) {
        return Optional.ofNullable(method.getAnnotation(AllowedRoles.class));
    }

    /** Whether the name is an RPC that this table decides on, be it by refusing everybody. */
    public boolean knows(String fullMethodName) {
        return roles.containsKey(fullMethodName) || isPublic(fullMethodName);
    }

    /** Whether the RPC needs no credential. */
    boolean isPublic(String fullMethodName) {
        return publicRoutes.contains("POST", "/" + fullMethodName);
    }

    /** The roles that may call it; none where nothing is said of it. */
    Set<String> roles(String fullMethodName) {
        return roles.getOrDefault(fullMethodName, Set.of());
    }

    /** The whole table, for the test that calls every RPC. */
    public Map<String, Set<String>> table() {
        return roles;
    }
}
