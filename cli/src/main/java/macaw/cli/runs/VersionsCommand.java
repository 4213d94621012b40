package macaw.cli.runs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import macaw.cli.systems.Connection;
import macaw.cli.systems.NamespaceOption;
import macaw.cli.systems.SystemOption;
import macaw.localstack.Service;
import macaw.v1.AliasChanged;
import macaw.v1.ListAliasesRequest;
import macaw.v1.ListVersionsRequest;
import macaw.v1.TrainingServiceGrpc;
import macaw.v1.TrainingServiceGrpc.TrainingServiceBlockingStub;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;
import macaw.v1.VersionRef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists what is in the store. */
@Command(
        name = "versions",
        description =
                "Lists the policies and reward models in the store with the versions they were made from and their aliases.",
        mixinStandardHelpOptions = true)
public final class VersionsCommand implements Callable<Integer> {
    @Mixin
    private SystemOption system = new SystemOption();

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "of this policy or reward model only")
    private String name = "";

    @Override
    public Integer call() {
        try (Connection connection = Connection.to(Service.TRAINER, system.running())) {
            TrainingServiceBlockingStub training = TrainingServiceGrpc.newBlockingStub(connection.channel());
            Map<VersionRef, String> aliases = training
                    .listAliases(ListAliasesRequest.newBuilder()
                            .setNamespace(namespace.name)
                            .build())
                    .getAliasesList()
                    .stream()
                    .collect(Collectors.groupingBy(
                            alias -> key(alias.getVersion()),
                            Collectors.mapping(AliasChanged::getAlias, Collectors.joining(","))));
            System.out.printf(
                    "%-7s %-32s %-12s %-17s %-24s %s%n", "kind", "version", "aliases", "published", "run", "made from");
            for (VersionKind kind : List.of(VersionKind.VERSION_KIND_POLICY, VersionKind.VERSION_KIND_REWARD)) {
                training.listVersions(ListVersionsRequest.newBuilder()
                                .setKind(kind)
                                .setNamespace(namespace.name)
                                .setName(name)
                                .build())
                        .getVersionsList()
                        .forEach(version -> print(version, aliases));
            }
        }
        return 0;
    }

    private static void print(VersionPublished version, Map<VersionRef, String> aliases) {
        Instant published = Instant.EPOCH.plus(version.getPublishedAtMicros(), ChronoUnit.MICROS);
        System.out.printf(
                "%-7s %-32s %-12s %-17s %-24s %s%n",
                version.getKind() == VersionKind.VERSION_KIND_POLICY ? "policy" : "reward",
                Versions.name(version.getVersion()),
                aliases.getOrDefault(key(version.getVersion()), ""),
                published.truncatedTo(ChronoUnit.MINUTES),
                version.getRunId().isEmpty() ? "imported" : version.getRunId(),
                version.getParentsList().stream().map(Versions::name).collect(Collectors.joining(", ")));
    }

    private static VersionRef key(VersionRef version) {
        return version.toBuilder().clearManifestSha256().build();
    }
}
