package macaw.cli.systems;

import picocli.CommandLine.Option;

/** Whose versions and runs a command is about. */
public final class NamespaceOption {
    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "${env:MACAW_NAMESPACE:-default}",
            description = "whose runs and versions (default: MACAW_NAMESPACE, or default)")
    public String name = "default";
}
