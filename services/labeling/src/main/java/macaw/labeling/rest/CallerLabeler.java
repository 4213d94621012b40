package macaw.labeling.rest;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import macaw.chassis.access.Account;
import macaw.chassis.access.rest.KeyIdentityProvider;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.Labelers;

/** Who makes a request, as a labeler and as such. */
@ApplicationScoped
public class CallerLabeler {
    private final Labelers labelers;
    private final SecurityIdentity caller;

    CallerLabeler(Labelers labelers, SecurityIdentity caller) {
        this.labelers = labelers;
        this.caller = caller;
    }

    /** The labeler of that namespace who makes the request. */
    public Labeler in(String namespace) {
        return labelers.ofSubject(namespace, subject());
    }

    /** Who, as access control knows them. */
    String subject() {
        Account account = caller.getAttribute(KeyIdentityProvider.ACCOUNT);
        return account.subject();
    }
}
