package macaw.cli;

import picocli.CommandLine.Option;

/** Whose versions and runs a command is about. */
final class NamespaceOption {
    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "whose runs and versions (default: ${DEFAULT-VALUE})")
    String name = "default";
}
