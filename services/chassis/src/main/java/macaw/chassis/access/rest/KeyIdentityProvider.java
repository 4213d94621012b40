package macaw.chassis.access.rest;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import macaw.chassis.access.Account;
import macaw.chassis.access.Accounts;
import macaw.chassis.access.Sessions;

/** Looks a credential up, away from the event loop. The identity carries the {@link Account} under {@link #ACCOUNT}. */
@ApplicationScoped
public class KeyIdentityProvider implements IdentityProvider<KeyIdentityProvider.Credential> {
    /** Attribute of the identity with the account. */
    public static final String ACCOUNT = "macaw.account";

    private final Accounts accounts;
    private final Sessions sessions;

    KeyIdentityProvider(Accounts accounts, Sessions sessions) {
        this.accounts = accounts;
        this.sessions = sessions;
    }

    /** What a request showed. */
    public static final class Credential extends BaseAuthenticationRequest {
        private final String text;
        private final boolean cookie;

        Credential(String text, boolean cookie) {
            this.text = text;
            this.cookie = cookie;
        }
    }

    @Override
    public Class<Credential> getRequestType() {
        return Credential.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(Credential credential, AuthenticationRequestContext context) {
        return context.runBlocking(() -> find(credential)
                .map(KeyIdentityProvider::identity)
                .orElseThrow(() -> new AuthenticationFailedException("the credential is not known here")));
    }

    private Optional<Account> find(Credential credential) {
        return credential.cookie
                ? sessions.accountId(credential.text).flatMap(accounts::byId)
                : accounts.byKey(credential.text);
    }

    private static SecurityIdentity identity(Account account) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(account.subject()))
                .addRoles(account.roles())
                .addAttribute(ACCOUNT, account)
                .build();
    }
}
