package macaw.labeling.rest;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import macaw.chassis.access.Account;
import macaw.chassis.access.rest.KeyIdentityProvider;

/** Who makes a request. */
@ApplicationScoped
public class Caller {
    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** As records name them. */
    String subject() {
        Account account = identity.getAttribute(KeyIdentityProvider.ACCOUNT);
        return account.subject();
    }
}
