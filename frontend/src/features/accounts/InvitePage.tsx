import { createAsyncStore, query, useNavigate, useParams } from "@solidjs/router";
import { Match, Switch } from "solid-js";
import { acceptInvitation, previewInvitation, type NewAccount } from "../../api/accounts";
import { pageTitle } from "../../lib/pageTitle";
import { ButtonLink } from "../../ui/Button";
import { RegisterForm } from "./AccountForm";
import { AccountFrame, FormSkeleton } from "./AccountFrame";
import { offerOf } from "./linkState";

const invitationQuery = query((token: string) => offerOf(previewInvitation(token)), "invitation");

/** The page behind an invitation link: the form of a new account. */
export default function InvitePage() {
  const params = useParams<{ token: string }>();
  const navigate = useNavigate();
  const invitation = createAsyncStore(() => invitationQuery(params.token));
  pageTitle(() => "Invitation");

  const preview = () => {
    const offer = invitation.latest;
    return offer === "over" ? null : offer;
  };
  const title = () => (invitation.latest === "over" ? "This link is over" : "You are invited");
  const text = () => {
    if (invitation.latest === "over") {
      return "It was used already, or it has expired. Ask for a new one.";
    }
    const from = preview()?.invitedBy;
    return from ? `${from} shares films and shows with you.` : "Films, shows and games, shared.";
  };

  const accept = async (account: NewAccount) => {
    await acceptInvitation(params.token, account);
    navigate("/app/dashboard", { replace: true });
  };

  return (
    <AccountFrame title={title()} text={text()} isWaiting={invitation.latest === undefined}>
      <Switch fallback={<RegisterForm onSend={(account) => accept(account)} />}>
        <Match when={invitation.latest === undefined}>
          <FormSkeleton />
        </Match>
        <Match when={invitation.latest === "over"}>
          <ButtonLink href="/sign-in" tone="primary">
            Sign in
          </ButtonLink>
        </Match>
      </Switch>
    </AccountFrame>
  );
}
