package macaw.labeling.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import macaw.chassis.access.Account;
import macaw.chassis.access.AccountSource;
import macaw.chassis.access.Roles;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.Labelers;

/** Registered labelers, for access control. */
@ApplicationScoped
public class LabelerAccounts implements AccountSource {
    private final Labelers labelers;

    LabelerAccounts(Labelers labelers) {
        this.labelers = labelers;
    }

    @Override
    public Optional<Account> byKeyHash(String sha256) {
        return labelers.ofKey(sha256).map(LabelerAccounts::account);
    }

    @Override
    public Optional<Account> byId(String id) {
        return labelers.registered(id).map(LabelerAccounts::account);
    }

    private static Account account(Labeler labeler) {
        return new Account(labeler.subject(), labeler.subject(), Set.of(Roles.LABELER));
    }
}
