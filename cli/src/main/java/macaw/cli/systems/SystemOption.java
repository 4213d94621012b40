package macaw.cli.systems;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which running system a command is about: the one way to it for every command that talks to one. */
public final class SystemOption {
    @Option(
            names = "--target",
            paramLabel = "TARGET",
            defaultValue = "${env:MACAW_TARGET:-local}",
            description = {
                "where the system runs (default: ${DEFAULT-VALUE}):",
                "local: started by `macaw up`, in --state;",
                "compose: the containers of docker-compose.yml;",
                "env: where MACAW_LABELING_TARGET, MACAW_GENERATOR_TARGET, MACAW_REWARD_TARGET, MACAW_TRAINER_TARGET and MACAW_KAFKA_BOOTSTRAP say, with the key in MACAW_KEY or in the file MACAW_KEY_FILE"
            })
    public Target target = Target.LOCAL;

    @Mixin
    public StateOption state = new StateOption();

    /** The system, as far as it is up. */
    public RunningSystem running() {
        return running(target, state);
    }

    public static RunningSystem running(Target target, StateOption state) {
        return switch (target) {
            case LOCAL -> RunningSystem.of(state.running());
            case COMPOSE -> ComposeProject.ofCheckout().running();
            case ENV -> EnvironmentSystem.running(System.getenv());
        };
    }
}
