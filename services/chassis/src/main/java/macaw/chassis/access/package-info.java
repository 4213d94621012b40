/**
 * Who may call what: deny by default on every REST route, page and RPC. A caller shows a key ({@code Authorization: Bearer mk_…}) or, in a
 * browser, the session cookie that a one-time link gave it. The exceptions are listed in {@code access/public-routes.txt} and nowhere else.
 */
@NullMarked
package macaw.chassis.access;

import org.jspecify.annotations.NullMarked;
