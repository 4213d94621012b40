package macaw.k8s;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Set;

/** KEDA's TriggerAuthentication, as far as it is used here. Source: its CRD and the parameters of its scaler for Kafka. */
@Group("keda.sh")
@Version("v1alpha1")
final class TriggerAuthentication extends DesiredState<TriggerAuthentication.Spec> {
    record Spec(List<FromSecret> secretTargetRef) {}

    record FromSecret(String parameter, String name, String key) {
        FromSecret {
            if (!Set.of("ca", "cert", "key", "keyPassword", "sasl", "username", "password", "tls")
                    .contains(parameter)) {
                throw new IllegalArgumentException("KEDA's scaler for Kafka has no parameter " + parameter);
            }
        }
    }
}
