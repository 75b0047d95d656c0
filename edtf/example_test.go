package edtf_test

import (
	"fmt"

	"demarche/edtf"
)

func Example() {
	d := edtf.MustParse("2013-03~/..")
	fmt.Println(d.Earliest().Time().Format("2006-01-02"), d.Latest().Bounded(), d.Precision(), d.Approximate())
	fmt.Println(d.Text("en"))
	fmt.Println(d.Text("fr"))

	_, err := edtf.Parse("2022-5-2")
	fmt.Println(err)
	// Output:
	// 2013-03-01 false MONTH true
	// since about March 2013
	// depuis mars 2013 environ
	// edtf: "2022-5-2" at offset 5: write the month with two digits, or XX if it is unspecified; write 2022-05-02
}
