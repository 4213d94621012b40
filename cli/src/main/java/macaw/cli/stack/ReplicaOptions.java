package macaw.cli.stack;

import macaw.localstack.Service;
import macaw.localstack.StackOptions;
import picocli.CommandLine.Option;

/** How many of the services that share their work. */
public final class ReplicaOptions {
    @Option(
            names = "--generators",
            paramLabel = "N",
            description = "how many generators share the prompts, 1 to 8 (default: ${DEFAULT-VALUE})")
    int generators = 1;

    @Option(
            names = "--rewards",
            paramLabel = "N",
            description = "how many reward services share the rollouts, 1 to 8 (default: ${DEFAULT-VALUE})")
    int rewards = 1;

    /** Whether more than one of anything is asked for. */
    public boolean several() {
        return generators > 1 || rewards > 1;
    }

    /** Errors: a StackException that names the number which cannot be. */
    public StackOptions in(StackOptions options) {
        return options.with(Service.GENERATOR, generators).with(Service.REWARD, rewards);
    }
}
