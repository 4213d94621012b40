package macaw.cli.runs;

import macaw.v1.VersionRef;

/** How versions read: {@code [namespace/]name@number}. */
final class Versions {
    private Versions() {}

    static String name(VersionRef version) {
        String plain = version.getName() + "@" + version.getNumber();
        boolean usual =
                version.getNamespace().isEmpty() || version.getNamespace().equals("default");
        return usual ? plain : version.getNamespace() + "/" + plain;
    }
}
