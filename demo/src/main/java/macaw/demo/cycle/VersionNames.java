package macaw.demo.cycle;

import macaw.v1.VersionRef;

/** How versions are written. */
final class VersionNames {
    private VersionNames() {}

    /** [namespace/]name@number, exactly. */
    static String of(VersionRef version) {
        return "%s/%s@%d".formatted(version.getNamespace(), version.getName(), version.getNumber());
    }
}
