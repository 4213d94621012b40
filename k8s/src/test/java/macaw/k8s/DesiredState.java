package macaw.k8s;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import org.jspecify.annotations.Nullable;

/** An operator's object as a manifest has it: what is wanted, a record, and no status. It is read, never made, so nothing is there at first. */
abstract class DesiredState<S> extends CustomResource<S, Void> implements Namespaced {
    @Override
    protected @Nullable S initSpec() {
        return null;
    }

    @Override
    protected @Nullable Void initStatus() {
        return null;
    }
}
