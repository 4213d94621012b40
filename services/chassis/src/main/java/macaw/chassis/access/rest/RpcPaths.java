package macaw.chassis.access.rest;

import jakarta.enterprise.context.ApplicationScoped;
import macaw.chassis.access.grpc.RpcRoleTable;

/** Which paths are RPCs of this service, so that the two sides of access never both look away. */
@ApplicationScoped
public class RpcPaths {
    private final RpcRoleTable table;

    RpcPaths(RpcRoleTable table) {
        this.table = table;
    }

    /** Whether the path is exactly /SERVICE/METHOD of an RPC that {@link RpcRoleTable} decides on. */
    public boolean contains(String path) {
        return path.startsWith("/") && table.knows(path.substring(1));
    }
}
