import { fireEvent, render, screen, waitFor } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { SegmentedControl } from "./RadioGroup";
import { Switch } from "./Switch";

test("a control shows the stored value again after a refused change", async () => {
  const refusals: (() => void)[] = [];
  const refused = () => new Promise<void>((resolve) => refusals.push(resolve));
  render(() => (
    <>
      <SegmentedControl
        label="Role"
        options={[
          { value: "admin", label: "Administrator" },
          { value: "user", label: "Member" },
        ]}
        value="admin"
        onChange={refused}
      />
      <Switch label="Download" checked={true} onChange={refused} />
    </>
  ));

  const isChecked = (role: string, name: string) =>
    screen.getByRole<HTMLInputElement>(role, { name }).checked;

  fireEvent.click(screen.getByRole("radio", { name: "Member" }));
  fireEvent.click(screen.getByRole("switch", { name: "Download" }));
  expect(isChecked("radio", "Member")).toBe(true);
  expect(isChecked("switch", "Download")).toBe(false);
  for (const refuse of refusals) refuse();

  await waitFor(() => expect(isChecked("radio", "Administrator")).toBe(true));
  await waitFor(() => expect(isChecked("switch", "Download")).toBe(true));
});
