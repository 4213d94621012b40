package macaw.cli.containers;

import java.util.concurrent.Callable;
import macaw.cli.systems.CheckoutRoot;
import macaw.cli.systems.ComposeSecrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the secrets of a system in containers. */
@Command(
        name = "secrets",
        description = {
            "Makes the secrets that docker-compose.yml reads, where they are missing: .env with the database's password and the services' key, and .macaw-compose with a key a role.",
            "With --kubernetes: prints the Secrets of k8s/overlays/local with the same values; pipe them into `kubectl apply -f -`."
        },
        mixinStandardHelpOptions = true)
public final class SecretsCommand implements Callable<Integer> {
    @Option(names = "--kubernetes", description = "print Kubernetes Secrets instead")
    private boolean kubernetes;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "the Kubernetes namespace (default: ${DEFAULT-VALUE})")
    private String namespace = "macaw";

    @Override
    public Integer call() {
        ComposeSecrets secrets = ComposeSecrets.in(CheckoutRoot.path());
        boolean made = secrets.make();
        if (kubernetes) {
            System.out.print(KubernetesSecrets.of(secrets, namespace));
            return 0;
        }
        System.out.println((made ? "made " : "there already: ") + secrets.environment() + ", " + secrets.directory());
        return 0;
    }
}
