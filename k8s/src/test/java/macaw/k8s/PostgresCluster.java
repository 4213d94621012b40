package macaw.k8s;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CloudNativePG's Cluster, as far as it is used here; it publishes no types for Java. Source: its CRD. */
@Group("postgresql.cnpg.io")
@Version("v1")
@Kind("Cluster")
final class PostgresCluster extends DesiredState<PostgresCluster.Spec> {
    record Spec(
            int instances,
            @Nullable String imageName,
            Bootstrap bootstrap,
            Storage storage,
            @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,
            @Nullable PostgreSql postgresql,
            @Nullable ResourceRequirements resources) {}

    record Bootstrap(InitDb initdb) {}

    record InitDb(String database, String owner) {}

    record Storage(Quantity size, @Nullable String storageClass) {}

    record PostgreSql(
            Map<String, String> parameters, @Nullable Synchronous synchronous) {}

    record Synchronous(String method, int number, @Nullable String dataDurability) {}
}
