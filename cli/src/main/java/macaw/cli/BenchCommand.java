package macaw.cli;

import picocli.CommandLine.Command;

/** Speed, measured. */
@Command(
        name = "bench",
        description = "Measures speed as ratios within one run; load-tests/README.md says what was seen.",
        subcommands = {BenchEngineCommand.class, BenchPpoCommand.class},
        synopsisSubcommandLabel = "(engine | ppo)",
        mixinStandardHelpOptions = true)
final class BenchCommand {}
