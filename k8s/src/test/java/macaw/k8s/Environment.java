package macaw.k8s;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import macaw.k8s.Rendering.Workload;

/** The environment that a container of a rendering gets: what its ConfigMaps say, and over it what it says itself. */
final class Environment {
    private final Map<String, Variable> variables = new LinkedHashMap<>();

    /**
     * One variable.
     *
     * @param value its text; empty where a Secret has it
     * @param secret where it comes from a Secret
     * @param shared whether it is one of the settings that are handed to all
     */
    record Variable(Optional<String> value, Optional<SecretKeySelector> secret, boolean shared) {}

    private Environment() {}

    static Environment of(Rendering rendering, Workload workload) {
        var environment = new Environment();
        Container container = workload.container();
        for (EnvFromSource source : container.getEnvFrom()) {
            String name = source.getConfigMapRef().getName();
            ConfigMap map = rendering
                    .find(ConfigMap.class, name)
                    .orElseThrow(() ->
                            new AssertionError(workload.name() + " reads a ConfigMap " + name + " that is not there"));
            map.getData()
                    .forEach((key, value) ->
                            environment.variables.put(key, new Variable(Optional.of(value), Optional.empty(), true)));
        }
        for (EnvVar variable : container.getEnv()) {
            Optional<SecretKeySelector> secret =
                    Optional.ofNullable(variable.getValueFrom()).map(from -> from.getSecretKeyRef());
            environment.variables.put(
                    variable.getName(), new Variable(Optional.ofNullable(variable.getValue()), secret, false));
        }
        return environment;
    }

    Map<String, Variable> variables() {
        return variables;
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(variables.get(name)).flatMap(Variable::value);
    }
}
